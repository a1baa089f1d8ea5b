import * as z from 'zod'
import { ProjectHealth, ProjectStatus } from '../../entities/project.ts'
import { Id } from '../../ids.ts'
import { CalendarDate } from '../../time.ts'
import { LongText, Name } from '../fields.ts'

export const ProjectKey = z
  .string()
  .regex(/^[A-Z][A-Z0-9]{1,9}$/, '2 to 10 capital letters and digits, a letter first, e.g. ABC')

export const projectFields = {
  name: Name,
  description: LongText,
  status: ProjectStatus,
  health: ProjectHealth.nullable(),
  leadId: Id.nullable(),
  startDate: CalendarDate.nullable(),
  targetDate: CalendarDate.nullable(),
}
