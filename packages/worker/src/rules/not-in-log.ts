import { AppError } from '@orchestrator/domain'

export const notInLog = (): AppError =>
  new AppError('not_found', 'the event or the version of the rule that started this run is not in the log')
