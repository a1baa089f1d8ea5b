import { migrate } from '@orchestrator/store'

const { DATABASE_URL = '', ORCHESTRATOR_MASTER_KEY = '' } = process.env
await migrate({ databaseUrl: DATABASE_URL, masterKey: ORCHESTRATOR_MASTER_KEY })
process.exit(0)
