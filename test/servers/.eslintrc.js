module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  rules: {
    // The suites expect by functions that wait, such as `saysStale`.
    'jest/expect-expect': [
      'warn',
      { assertFunctionNames: ['expect', 'is*', 'says*', 'shows*'] },
    ],
  },
});
