module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  restrictedSrcSyntax: [...require('../../scripts/lib/errorsAreDescribed.cjs')],
});
