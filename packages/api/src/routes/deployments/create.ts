import { AppError, parse, planDeployment } from '@orchestrator/domain'
import { hashOfBundle, installedManifests, installedPlaybooks, putBundle, readBundle } from '@orchestrator/store'
import * as z from 'zod'
import { parseJson } from '../../http/read-body.ts'
import { type Call, defineRoute } from '../../http/route.ts'
import { withDeadline } from '../../middleware/deadline.ts'
import { runCommand } from '../../writes/run-command.ts'
import {
  BundleHash,
  BundleManifest,
  manifestsOf,
  Plan,
  requireDeployable,
  requireDeployer,
  Source,
  tag,
} from './resource.ts'

/** Of a request: bundles with some packages have a few megabytes. */
const bundleLimit = 16 * 1024 * 1024

const Parts = z.strictObject({
  manifest: z.string().meta({ description: 'JSON, as it went into the hash' }),
  isolate: z.string().meta({ description: 'the code for the workflow isolate' }),
  steps: z.string().nullable().meta({ description: 'the code of steps.ts files; null: there is none' }),
})

const Body = z.strictObject({
  source: Source,
  bundleHash: BundleHash,
  bundle: Parts.optional().meta({ description: 'left out: the bundle was deployed before, so it goes back to that' }),
})

export const createDeployment = defineRoute({
  method: 'post',
  path: '/v1/deployments',
  operationId: 'createDeployment',
  tag,
  summary: 'Put a bundle of playbooks in force',
  description:
    'At once and as a whole: its playbooks replace those of the same source, and one that it no longer has is removed. Runs under way finish on the code with which they began. The playbooks act as whoever deploys them, narrowed by their scopes. Needs the permission automation.manage. Bundles are built by `orchestrator playbook deploy`.',
  access: 'write',
  body: Body,
  bodyLimit: bundleLimit,
  bodyExample: {
    source: 'team-website',
    bundleHash: 'a3c9e1f05b7d2846a3c9e1f05b7d2846a3c9e1f05b7d2846a3c9e1f05b7d2846',
  },
  answer: {
    status: 201,
    description: 'It is in force',
    schema: z
      .object({ id: z.uuid(), source: z.string(), bundleHash: z.string(), changes: Plan.shape.changes })
      .meta({ id: 'CreatedDeployment' }),
  },
  problems: [404, 409],
  async handle(call) {
    requireDeployer(call)
    const { api, c, workspaceId, body } = call
    const { source, bundleHash } = body
    const within = <T>(work: Promise<T>) => withDeadline(api.config.requestTimeoutMs, work)
    const manifest = body.bundle ? manifestIn(bundleHash, body.bundle) : await stored(call, bundleHash)
    requireDeployable(call, source, manifest)
    if (body.bundle) await within(store(call, bundleHash, body.bundle, manifest))
    const playbooks = manifestsOf(manifest)
    const changes = planDeployment(source, playbooks, await within(installedManifests(api.store, workspaceId)))
    const own = await within(installedPlaybooks(api.store, workspaceId, source))
    const manifests = playbooks.map(({ manifest }) => manifest)
    const removes = own.filter(({ name }) => !manifests.some(({ id }) => id === name)).map(({ id }) => id)
    const applied = await runCommand(call, 'playbook.deploy', { bundleHash, playbooks: manifests, source, removes })
    return c.json({ id: applied.result.id, source, bundleHash, changes }, 201)
  },
})

type Caller = Pick<Call, 'api' | 'workspaceId'>

/** What a bundle that came over the wire says of itself, if it is what its hash says. */
function manifestIn(hash: string, parts: z.output<typeof Parts>): z.output<typeof BundleManifest> {
  const manifest = parse(BundleManifest, parseJson(Buffer.from(parts.manifest)), 'the manifest', ['bundle', 'manifest'])
  if (hashOfBundle({ ...parts, engine: manifest.engine }) !== hash) {
    throw new AppError('invalid_input', 'the bundle is not what its hash says', {
      fields: [{ path: 'bundleHash', expected: 'the hash of the bundle', code: 'wrong_hash' }],
    })
  }
  return manifest
}

async function store(
  { api, workspaceId }: Caller,
  hash: string,
  { isolate, steps }: z.output<typeof Parts>,
  manifest: unknown,
): Promise<void> {
  await putBundle(api.store, workspaceId, {
    ...{ hash, manifest, isolate: Buffer.from(isolate) },
    steps: steps === null ? null : Buffer.from(steps),
  })
}

async function stored({ api, workspaceId }: Caller, hash: string) {
  const bundle = await withDeadline(api.config.requestTimeoutMs, readBundle(api.store, workspaceId, hash))
  if (bundle === null) throw new AppError('not_found', `there is no bundle ${hash.slice(0, 12)}; send it along`)
  return parse(BundleManifest, bundle.manifest, 'the stored manifest')
}
