module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  // This file is linted like any other.
  ignorePatterns: ['!.eslintrc.js'],
  // eslint-disable-next-line @backstage/no-relative-monorepo-imports
  restrictedSrcSyntax: [...require('../../scripts/lib/errorsAreDescribed.cjs')],
});
