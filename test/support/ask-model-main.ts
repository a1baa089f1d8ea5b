// Asks a model as a process of its own, which a test may kill: `node ask-model-main.ts <request as JSON>`.
import { Models, readModelsConfig } from '@orchestrator/models'
import { createStore } from '@orchestrator/store'
import { askModel } from '@orchestrator/worker/models'

const { DATABASE_URL: databaseUrl = '', ORCHESTRATOR_MASTER_KEY: masterKey = '' } = process.env
const store = createStore({ databaseUrl, masterKey, role: 'app', connections: 2 })
const models = new Models(readModelsConfig(process.env))
const answer = await askModel({ models, store }, JSON.parse(process.argv[2] ?? '{}'))
console.log(JSON.stringify(answer))
await store.close()
