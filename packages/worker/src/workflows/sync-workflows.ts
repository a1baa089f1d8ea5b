// The workflows of the process that syncs.
export { connectionSync } from './connection-sync.ts'
