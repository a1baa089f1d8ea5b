export type {
  Account,
  Action,
  AuthMethod,
  Connector,
  Credentials,
  DefaultField,
  Draft,
  ItemType,
  Limits,
  Page,
  Session,
  SessionOptions,
  Settings,
} from './connector/connector.ts'
export type { Container, ExternalUser, FieldSpec, FieldType, FieldValue, Item, ItemRef } from './connector/item.ts'
export { ProviderError, type ProviderErrorKind } from './connector/provider-error.ts'
export { fieldsOf, hashOf, ourSide, pick, type SideFields, sideOf } from './connector/sides.ts'
export type { Delivery, ExternalEvent, Hint, InboundRequest, Subscription, Webhooks } from './connector/webhooks.ts'
export { ConnectorError, type ConnectorErrorKind } from './connector-error.ts'
export { connectors } from './connectors/index.ts'
export {
  type GuardedRequest,
  type GuardedResponse,
  guardedFetch,
} from './http/guarded-fetch.ts'
export { KeptConnections } from './http/kept-connections.ts'
export { defaultGuardPolicy, type GuardPolicy } from './http/policy.ts'
export { createMailSender, type Mail, type MailSender, requiresTls, UnsureDelivery } from './mail/mail-sender.ts'
export * from './oauth/index.ts'
export { signHmac, verifyHmac } from './webhooks/hmac.ts'
export { newWebhookSecret } from './webhooks/secret.ts'
export { signWebhook } from './webhooks/sign.ts'
export { signDelivery } from './webhooks/sign-delivery.ts'
export {
  verifyWebhook,
  type WebhookDelivery,
  type WebhookHeaders,
  type WebhookKind,
} from './webhooks/verify.ts'
