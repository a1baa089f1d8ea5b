import { AppError, DeploymentSource, folderSource, PlaybookManifest } from '@orchestrator/domain'
import * as z from 'zod'
import type { Call } from '../../http/route.ts'
import { requirePermission } from '../../middleware/authenticate.ts'

export const tag = 'Deployments'

export const Source = DeploymentSource.refine((source) => source !== folderSource, {
  message: `'${folderSource}' is the server’s own folder`,
}).meta({ description: 'whose deployment it is, e.g. the name of a repository; it replaces and removes its own alone' })

/** SHA-256, hex. */
export const BundleHash = z.string().regex(/^[0-9a-f]{64}$/, 'the SHA-256 of a bundle')

/** What a bundle says of itself; `playbook check` and `playbook deploy` make it. */
export const BundleManifest = z.object({
  engine: z.string().min(1).max(100),
  servedBy: z.enum(['platform', 'worker']).optional().meta({
    description: 'whose processes run its code: those of this installation (the default), or the team’s own',
  }),
  source: DeploymentSource.optional().meta({ description: 'with `servedBy: worker`: the only one that may deploy it' }),
  playbooks: z
    .array(
      z.object({
        folder: z.string().max(500),
        manifest: PlaybookManifest.omit({ folder: true }).loose(),
        code: z.string().max(200).nullable().default(null),
      }),
    )
    .max(500),
})

export const Plan = z
  .object({
    changes: z.array(
      z.object({
        playbook: z.string(),
        change: z
          .enum(['new', 'changed', 'removed', 'unchanged', 'taken'])
          .meta({ description: '`taken`: another source has deployed it, so the deployment would be refused' }),
        triggers: z.object({ added: z.array(z.string()), removed: z.array(z.string()) }),
        scopes: z
          .object({ before: z.array(z.string()).nullable(), after: z.array(z.string()).nullable() })
          .nullable()
          .meta({ description: 'null: they stay as they are' }),
      }),
    ),
  })
  .meta({ id: 'DeploymentPlan' })

/** @throws AppError `forbidden` */
export const requireDeployer = ({ identity }: Pick<Call, 'identity'>): void =>
  requirePermission(identity, 'automation.manage')

/** Whether this source may deploy it here. @throws AppError `forbidden` where the operator does not want its code; `invalid_input` */
export function requireDeployable(
  { api }: Pick<Call, 'api'>,
  source: string,
  manifest: z.output<typeof BundleManifest>,
): void {
  if (manifest.servedBy !== 'worker') {
    // Code that a team runs itself comes to no machine of ours.
    if (api.config.deployments) return
    throw new AppError(
      'forbidden',
      'deployments over the API are switched off here (ORCHESTRATOR_DEPLOYMENTS); what a team serves itself may be deployed: `orchestrator playbook worker`',
    )
  }
  if (manifest.source === source) return
  throw new AppError('invalid_input', 'this bundle is served for another source', {
    fields: [{ path: 'source', expected: `'${manifest.source ?? ''}', as the bundle says`, code: 'wrong_source' }],
  })
}

/** The manifests of a bundle, each with its folder. @throws AppError `invalid_input` */
export const manifestsOf = ({ playbooks }: z.output<typeof BundleManifest>) =>
  playbooks.map(({ folder, manifest, code }) => ({ manifest: { ...manifest, folder } as PlaybookManifest, code }))
