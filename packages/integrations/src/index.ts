export { ConnectorError, type ConnectorErrorKind } from './connector-error.ts'
export {
  verifyWebhook,
  type WebhookDelivery,
  type WebhookKind,
  type WebhookHeaders,
} from './webhooks/verify.ts'
export { signWebhook } from './webhooks/sign.ts'
export { newWebhookSecret } from './webhooks/secret.ts'
export {
  guardedFetch,
  type GuardedRequest,
  type GuardedResponse,
} from './http/guarded-fetch.ts'
export { type GuardPolicy, defaultGuardPolicy } from './http/policy.ts'
