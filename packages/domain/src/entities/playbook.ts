import * as z from 'zod'
import { Permission } from '../permissions.ts'
import { ScheduleSpec } from '../schedule/spec.ts'
import { StoredTimestamp } from '../time.ts'
import { Flow } from './flow.ts'
import { WebhookHmac, WebhookPath, WebhookVerification } from './webhook.ts'

/** kebab-case; also the Workflow Type in Temporal, so a rename is a new playbook. */
export const PlaybookId = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'kebab-case, e.g. review-follow-up')
  .max(80)

/** Whose runs: a playbook by its name, a rule by its id. */
export const AutomationRef = z.union([PlaybookId, z.uuid()])
export const RunEnding = z.enum(['completed', 'failed'])

const JsonSchema = z.record(z.string(), z.unknown())

/** What starts a playbook, as its manifest says it. */
export const PlaybookTrigger = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('event'), eventTypes: z.array(z.string()).min(1), if: z.string().nullable() }),
  z.strictObject({
    kind: z.literal('webhook'),
    path: WebhookPath,
    verify: WebhookVerification,
    hmac: WebhookHmac.optional(),
    body: JsonSchema.nullable(),
    if: z.string().nullable(),
  }),
  z.strictObject({ kind: z.literal('manual'), input: JsonSchema.nullable(), if: z.string().nullable().optional() }),
  z.strictObject({ kind: z.literal('schedule'), schedule: ScheduleSpec, if: z.string().nullable().optional() }),
  z.strictObject({ kind: z.literal('run'), run: AutomationRef, on: RunEnding, if: z.string().nullable() }),
])
export type PlaybookTrigger = z.infer<typeof PlaybookTrigger>

/** What is known of a playbook without running it. */
export const PlaybookManifest = z.strictObject({
  id: PlaybookId,
  folder: z.string(),
  title: z.string().nullable(),
  triggers: z.array(PlaybookTrigger).min(1),
  scopes: z.array(Permission).nullable(),
  steps: z
    .strictObject({ timeoutMs: z.int().positive(), attempts: z.int().positive() })
    .nullable()
    .meta({ description: 'how functions of its steps.ts are called; null: it has none' }),
  flow: Flow.nullable().default(null).meta({ description: 'when its runs may start; null: at once, all of them' }),
})
export type PlaybookManifest = z.infer<typeof PlaybookManifest>

/** What a playbook came from: the server's own folder, or the name under which a team deploys over the API. */
export const DeploymentSource = z
  .string()
  .regex(/^[a-z0-9]+(?:[-/.][a-z0-9]+)*$/, 'lower case with dashes, e.g. team-website')
  .max(80)

/** The source of what the server's own folder brings. */
export const folderSource = 'folder'

/** A playbook as it is installed in a workspace. It acts with the rights of `installedBy`, narrowed by its scopes. */
export const Playbook = z
  .strictObject({
    id: z.uuid(),
    name: PlaybookId.meta({ description: 'the id in the playbook’s file' }),
    bundleHash: z.string(),
    source: DeploymentSource.meta({
      description: 'what deployed it: `folder` for the server’s own folder, else the name given to the API',
    }),
    manifest: PlaybookManifest,
    enabled: z.boolean(),
    installedBy: z.uuid(),
    removedAt: StoredTimestamp.nullable(),
    pausedAt: StoredTimestamp.nullable().meta({ description: 'since when its runs are held; null: they are not' }),
    version: z.int().positive(),
    createdAt: StoredTimestamp,
    updatedAt: StoredTimestamp,
  })
  .meta({ id: 'Playbook' })
export type Playbook = z.infer<typeof Playbook>
