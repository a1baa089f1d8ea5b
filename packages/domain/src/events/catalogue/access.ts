import { ApiKey } from '../../entities/workspace.ts'
import { changed, event } from './event.ts'

export const accessEvents = {
  'api_key.created': event('api_key.created', { apiKey: ApiKey }),
  'api_key.revoked': event('api_key.revoked', { apiKey: ApiKey, ...changed }),
}
