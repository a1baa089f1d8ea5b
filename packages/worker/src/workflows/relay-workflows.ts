// The workflows of the relay's process.
export { ruleBatch } from './rule-batch.ts'
export { scheduleFiring } from './schedule-firing.ts'
