import { deleteRoute } from '../../http/entity/index.ts'
import { apiKeys } from './resource.ts'

export const revokeApiKey = deleteRoute(apiKeys, { operationId: 'revokeApiKey', command: 'api_key.revoke' })
