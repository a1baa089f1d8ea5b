import type { ManifestFlow } from '../flow.ts'
import type { ScheduleSpec, WebhookHmac } from '../generated/entities.ts'
import type { JsonSchema } from '../json.ts'

export type WebhookVerification = 'github' | 'standard' | 'hmac' | 'none'

/** What starts a playbook. `if` is CEL with `event` as its root and constants inline. */
export type ManifestTrigger =
  | { readonly kind: 'event'; readonly eventTypes: readonly string[]; readonly if: string | null }
  | {
      readonly kind: 'webhook'
      readonly path: string
      readonly verify: WebhookVerification
      readonly hmac?: WebhookHmac
      /** JSON Schema of the body; null when the schema's library has none. The run checks the body again. */
      readonly body: JsonSchema | null
      readonly if: string | null
    }
  | { readonly kind: 'manual'; readonly input: JsonSchema | null; readonly if?: string | null }
  | { readonly kind: 'schedule'; readonly schedule: ScheduleSpec; readonly if?: string | null }
  /** `run` is the name of a playbook or the id of a rule. */
  | { readonly kind: 'run'; readonly run: string; readonly on: 'completed' | 'failed'; readonly if: string | null }

/** What is known of a playbook without running it: plain JSON, equal for equal source. */
export interface PlaybookManifest {
  readonly id: string
  readonly title: string | null
  readonly triggers: readonly ManifestTrigger[]
  /** Permission names; null: everything that the installer may. */
  readonly scopes: readonly string[] | null
  /** How functions of `steps.ts` are called; null: the playbook has none. */
  readonly steps: { readonly timeoutMs: number; readonly attempts: number } | null
  /** When its runs may start; null: at once, all of them. */
  readonly flow: ManifestFlow | null
}
