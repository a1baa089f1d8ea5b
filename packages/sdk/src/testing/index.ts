/** Runs playbooks in memory, in virtual time. */

export type { TestAgentRun, TestAgents } from './agents.ts'
export type { TestAnswer, TestAnswers } from './answers.ts'
export type { DeepPartial } from './fake.ts'
export { fake, fakeTime } from './fake.ts'
export type * from './result.ts'
export type { LaterEvent, TestEvent, TestOptions } from './test-run.ts'
export { testRun } from './test-run.ts'
