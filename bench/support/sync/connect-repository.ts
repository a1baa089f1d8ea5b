import { newId } from '@orchestrator/domain'
import { createConnection, type Store } from '@orchestrator/store'
import { type GitHubStage, githubTokens } from '../../../packages/integrations/src/testing/github-stage.ts'
import { command, type Place } from '../workspaces.ts'

/** A connection to the emulator, and its repository mapped to the place's project. */
export async function connectRepository(store: Store, masterKey: string, place: Place, stage: GitHubStage) {
  const made = await createConnection(store, masterKey, place.principal, {
    provider: 'github',
    name: 'GitHub',
    auth: 'token',
    account: { id: '1', name: 'acme-dev', url: null },
    scopes: [],
    settings: { baseUrl: stage.proxy.url },
    credentials: { token: githubTokens.ours },
  })
  const type = stage.connector.itemTypes.find(({ entity }) => entity === 'task')
  const fields = (type?.defaults ?? [])
    .filter(({ ours }) => ours !== 'milestoneId')
    .map(({ theirs, ours, values }) => ({ theirs, ours, ...(values && { values }) }))
  const mapping = {
    id: newId(),
    connectionId: made.result.id,
    projectId: place.projectId,
    containerId: stage.containerId,
    containerKey: 'acme-dev/shop',
    containerName: 'shop',
    fields,
  }
  await store.execute(place.principal, [command('mapping.create', mapping)])
  return { connectionId: made.result.id, mappingId: mapping.id }
}
