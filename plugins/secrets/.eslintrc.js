module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  restrictedSrcSyntax: [
    {
      selector: 'JSXAttribute[name.name="target"]',
      message:
        'Lead out of the portal by ExternalLink, which takes web pages only.',
    },
  ],
});
