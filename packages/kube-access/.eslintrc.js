module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  rules: {
    '@backstage/no-mixed-plugin-imports': [
      'warn',
      {
        // Only its entry for systems is taken, which knows nothing of Node:
        // see .dependency-cruiser.cjs, which tells entries apart.
        excludedTargetPackages: ['@keyward/kube-model'],
      },
    ],
  },
});
