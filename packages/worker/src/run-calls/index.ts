export { createRunCallAnswers, type RunCaller } from './answer-run-call.ts'
export { RunCall, RunCallAnswer } from './run-call.ts'
