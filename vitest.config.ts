import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    environment: 'node',
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/helpers/global-setup.ts'],
    // Processes, not threads: native addons (jieba, hnswlib) and PGlite's own worker live in them. Two: the tests are
    // bound by the processor, and the machines they run on have two cores.
    pool: 'forks',
    maxWorkers: 2,
    // Both keep the modules they have: loading the app, its dictionaries and the model for each file anew would be a
    // quarter of the whole work. So whoever changes something global in a test puts it back.
    isolate: false,
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
})
