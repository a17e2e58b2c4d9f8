import { defineConfig } from '@playwright/test';

// The API against its own description. No browser; the runner is the same, as is what starts the server.
export default defineConfig({
  testDir: 'contract',
  outputDir: 'test-results/contract',
  reporter: [['list'], ['json', { outputFile: 'test-results/contract.json' }]],
  forbidOnly: !!process.env.CI,
  retries: 0,
  workers: 1,
  timeout: 1_200_000,
});
