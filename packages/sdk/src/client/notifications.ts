import type { NotificationPreferencesSetInput, NotificationSendInput } from '../generated/commands.ts'
import type {
  Digest,
  Email,
  EmailStatus,
  Notification,
  NotificationChannels,
  NotificationKind,
} from '../generated/entities.ts'
import type { Timestamp } from '../json.ts'
import type { PageOptions } from '../run/resources.ts'
import type { Paged } from './paged.ts'
import type { RequestOptions } from './request.ts'
import type { AnyEvent } from './stream.ts'

/** Which of your notifications, newest first. */
export interface NotificationFilter extends PageOptions {
  /** true: only what you have not read. */
  readonly unread?: boolean
  readonly kind?: NotificationKind | readonly NotificationKind[]
}

/** How you are told, of what, and when. */
export interface EffectivePreferences {
  readonly kinds: Readonly<Record<NotificationKind, NotificationChannels>>
  /** null: the workspace's. */
  readonly timeZone: string | null
  readonly digestHour: number
  /** 1 is Monday. */
  readonly digestWeekday: number
}

/** Your own inbox. */
export interface Notifications {
  list(filter?: NotificationFilter, options?: Pick<RequestOptions, 'signal'>): Paged<Notification>
  unreadCount(options?: Pick<RequestOptions, 'signal'>): Promise<{ readonly count: number }>
  read(id: string, options?: RequestOptions): Promise<Notification>
  unread(id: string, options?: RequestOptions): Promise<Notification>
  /** Marks all as read; with `until` only those up to an instant. */
  readAll(input?: { readonly until?: Timestamp }, options?: RequestOptions): Promise<{ readonly count: number }>
  /** Tells members something. The event names those who were told. */
  send(input: NotificationSendInput, options?: RequestOptions): Promise<AnyEvent>
  /** Your digest of work as it would be sent now: what waits for you, is due and has changed. */
  digest(options?: Pick<RequestOptions, 'signal'>): Promise<Digest>
  preferences(options?: Pick<RequestOptions, 'signal'>): Promise<EffectivePreferences>
  /** What is left out stays as it is. */
  setPreferences(
    changes: Omit<NotificationPreferencesSetInput, 'memberId'>,
    options?: RequestOptions,
  ): Promise<EffectivePreferences>
}

/** Which e-mails, newest first. */
export interface EmailFilter extends PageOptions {
  readonly status?: EmailStatus | readonly EmailStatus[]
  readonly memberId?: string
}

/** What became of the e-mails that notifications became: everybody's for who may manage members, else your own. */
export interface Emails {
  list(filter?: EmailFilter, options?: Pick<RequestOptions, 'signal'>): Paged<Email>
}
