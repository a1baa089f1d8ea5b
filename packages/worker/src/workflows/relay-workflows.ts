// The workflows of the relay's process.
export { refusedRule } from './refused-rule.ts'
export { scheduleFiring } from './schedule-firing.ts'
