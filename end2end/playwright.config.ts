import { defineConfig, devices } from '@playwright/test';

// Debian's Chromium, because Playwright's own download of a browser is one more thing that can be missing.
// The flags keep it from looking for the outside world; baseURL comes from the server in fixtures.ts.
export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results/artifacts',
  reporter: [['list'], ['json', { outputFile: 'test-results/report.json' }]],
  forbidOnly: !!process.env.CI,
  retries: 0,
  // Each has servers of its own.
  workers: 2,
  // A debug build on two cores.
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    ...devices['Desktop Chrome'],
    trace: 'off',
    actionTimeout: 15_000,
    navigationTimeout: 30_000,
    launchOptions: {
      executablePath: '/usr/bin/chromium',
      args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
