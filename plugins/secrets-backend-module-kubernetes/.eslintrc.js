module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  restrictedSrcSyntax: [
    ...require('../../scripts/lib/errorsAreDescribed.cjs'),
    {
      selector: 'CallExpression[callee.property.name="makeApiClient"]',
      message:
        'Ask a cluster by ClusterClient, which guards where its credential goes.',
    },
  ],
});
