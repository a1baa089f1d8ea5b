export * from './app-deliveries.ts'
export * from './messages.ts'
export * from './read-log.ts'
export * from './replies.ts'
