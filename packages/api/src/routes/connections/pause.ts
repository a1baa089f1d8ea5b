import { verbRoute } from '../../http/entity/index.ts'
import { connections } from './resource.ts'

export const pauseConnection = verbRoute(connections, {
  operationId: 'pauseConnection',
  command: 'connection.pause',
  verb: 'pause',
  description: 'Needs the permission integration.manage.',
})

export const resumeConnection = verbRoute(connections, {
  operationId: 'resumeConnection',
  command: 'connection.resume',
  verb: 'resume',
  description: 'Needs the permission integration.manage.',
})
