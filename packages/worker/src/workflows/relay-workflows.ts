// The workflows of the relay's process.
export { deliveryBatch } from './delivery-batch.ts'
export { ruleBatch } from './rule-batch.ts'
export { scheduleFiring } from './schedule-firing.ts'
