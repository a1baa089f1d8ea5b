// What leaves the product without a connector: the processes that run rules and playbooks start sooner without those.
export { ConnectorError, type ConnectorErrorKind } from './connector-error.ts'
export { replyAddressOf } from './connectors/email/addresses.ts'
export { EmailSettings } from './connectors/email/settings.ts'
export {
  type GuardedRequest,
  type GuardedResponse,
  guardedFetch,
} from './http/guarded-fetch.ts'
export { KeptConnections } from './http/kept-connections.ts'
export { defaultGuardPolicy, type GuardPolicy } from './http/policy.ts'
export { digestGroups, type LinksOf, oneLine } from './mail/letter/digest-groups.ts'
export { htmlOf } from './mail/letter/html-of.ts'
export type { Entry, Group, Letter, Link } from './mail/letter/letter.ts'
export { openLinks } from './mail/letter/open-links.ts'
export { textOf } from './mail/letter/text-of.ts'
export { createMailSender, type Mail, type MailSender, UnsureDelivery } from './mail/mail-sender.ts'
export { signDelivery } from './webhooks/sign-delivery.ts'
