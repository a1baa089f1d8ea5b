// What the app needs beside the connector: see packages/worker/src/slack.
export { openDirect } from './actions.ts'
export { isOfSlack } from './auth.ts'
export { SlackClient } from './client.ts'
export { findMarked, marked } from './marked.ts'
export {
  isToldOf,
  readDelivery,
  type SlackCommand,
  type SlackDelivery,
  type SlackEvent,
  type SlackInput,
  type SlackInteraction,
} from './payload.ts'
export { getPerson, personByEmail, type SlackPerson } from './people.ts'
