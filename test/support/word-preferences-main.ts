// Puts preferences into words as a process of its own, which a test may kill: one round.
import { Models, readModelsConfig } from '@orchestrator/models'
import { createStore } from '@orchestrator/store'
import { wordPreferences } from '../../packages/worker/src/learning/word-preferences.ts'

const { DATABASE_URL: databaseUrl = '', ORCHESTRATOR_MASTER_KEY: masterKey = '' } = process.env
const open = (role: 'relay' | 'app') => createStore({ databaseUrl, masterKey, role, connections: 2 })
const [relayStore, store] = [open('relay'), open('app')]
await wordPreferences({ relayStore, store, models: new Models(readModelsConfig(process.env)) })()
await Promise.all([relayStore.close(), store.close()])
