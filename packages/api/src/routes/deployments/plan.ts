import { planDeployment as plan } from '@orchestrator/domain'
import { installedManifests } from '@orchestrator/store'
import * as z from 'zod'
import { defineRoute } from '../../http/route.ts'
import { withDeadline } from '../../middleware/deadline.ts'
import { BundleManifest, manifestsOf, Plan, requireDeployable, requireDeployer, Source, tag } from './resource.ts'

export const planDeployment = defineRoute({
  method: 'post',
  path: '/v1/deployments/plan',
  operationId: 'planDeployment',
  tag,
  summary: 'Say what a deployment would change, and change nothing',
  access: 'read',
  body: z.strictObject({ source: Source, manifest: BundleManifest }),
  bodyExample: { source: 'team-website', manifest: { engine: 'temporal-1.24.0', playbooks: [] } },
  answer: { status: 200, description: 'The plan', schema: Plan },
  async handle(call) {
    requireDeployer(call)
    const { api, c, workspaceId, body } = call
    requireDeployable(call, body.source, body.manifest)
    const installed = await withDeadline(api.config.requestTimeoutMs, installedManifests(api.store, workspaceId))
    return c.json({ changes: plan(body.source, manifestsOf(body.manifest), installed) })
  },
})
