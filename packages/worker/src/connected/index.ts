// Connected services, for whoever asks something of them: it runs without Temporal.
export { Budgets } from '../sync/limit-session.ts'
export { noteChanges } from './offered-tools.ts'
export { type ConnectionPlace, type Opening, openSession, withSession } from './open-session.ts'
export { type ActionCall, type ActionDeps, checkAction, runAction } from './run-action.ts'
