import { createClient, OrchestratorError } from '@orchestrator/sdk/client'

const client = createClient({ url: 'http://127.0.0.1:4400', apiKey: process.env['ORCHESTRATOR_API_KEY'] ?? '' })

const project = await client.projects.create({ key: 'WEB', name: 'Website' })
const task = await client.tasks.create(
  { projectId: project.id, title: 'Buy the domain' },
  { idempotencyKey: 'buy-the-domain' },
)

// One page, or all items of all pages.
const { items, nextCursor } = await client.tasks.list({
  projectId: project.id,
  status: ['started', 'unstarted'],
  limit: 10,
})
console.log(items.length, nextCursor)
for await (const open of client.tasks.list({ projectId: project.id })) console.log(open.identifier, open.title)

try {
  await client.tasks.update(task.id, { title: 'Buy two domains', baseVersion: task.version })
} catch (error) {
  if (error instanceof OrchestratorError && error.code === 'version_conflict')
    console.log('somebody else was faster', error.fields)
  else throw error
}

// Everything that happens, from the beginning, over lost connections too.
const abort = new AbortController()
for await (const event of client.events.stream({ after: 0, signal: abort.signal })) {
  console.log(event.seq, event.type)
  if (event.type === 'task.created') abort.abort()
}
