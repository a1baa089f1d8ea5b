export { withByline } from './connector/byline.ts'
export type { CodeHint, PullRequest, PullRequestDraft } from './connector/code.ts'
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
  OfferedTool,
  Page,
  Session,
  SessionOptions,
  Settings,
  ToolAnswer,
  Unreadable,
} from './connector/connector.ts'
export type { InboundMessage, Inbox } from './connector/inbox.ts'
export type { Container, ExternalUser, FieldSpec, FieldType, FieldValue, Item, ItemRef } from './connector/item.ts'
export { listChange } from './connector/list-change.ts'
export { ofProvider } from './connector/of-provider.ts'
export { ProviderError, type ProviderErrorKind } from './connector/provider-error.ts'
export { queryOf } from './connector/query-of.ts'
export { fieldsOf, hashOf, linksOf, ourSide, pick, type SideFields, sideOf } from './connector/sides.ts'
export type { Delivery, ExternalEvent, Hint, InboundRequest, Subscription, Webhooks } from './connector/webhooks.ts'
export { connectors } from './connectors/index.ts'
export * from './connectors/slack/app.ts'
export { readPlanText } from './documents/read-plan-text.ts'
export { refusalOf } from './http/refusal-of.ts'
export { requiresTls } from './mail/requires-tls.ts'
export * from './oauth/index.ts'
export * from './outgoing.ts'
export { signHmac, verifyHmac } from './webhooks/hmac.ts'
export { newWebhookSecret } from './webhooks/secret.ts'
export { signWebhook } from './webhooks/sign.ts'
export {
  verifyWebhook,
  type WebhookDelivery,
  type WebhookHeaders,
  type WebhookKind,
} from './webhooks/verify.ts'
