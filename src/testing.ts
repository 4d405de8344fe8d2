// Helpers for testing agents and stores.
export { createTestApp } from './testing/create-test-app.ts'
export type { TestApp, TestAppOptions } from './testing/create-test-app.ts'
export { expectReplay, replayFixture } from './testing/replay/expect-replay.ts'
export type { ReplayedFixture, ReplayOptions } from './testing/replay/expect-replay.ts'
export { createFakeClock } from './testing/fake-clock.ts'
export type { FakeClock } from './testing/fake-clock.ts'
export { createScriptedAgent } from './testing/scripted-agent.ts'
