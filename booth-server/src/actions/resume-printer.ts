import { actionInputs } from '../protocol/actions.ts'
import { type Action, done, refused } from './action.ts'

/** After the paper was refilled: the printer goes on, where it lets itself be told so (RFC 8011, Resume-Printer). */
export const resumePrinter: Action<'resume-printer'> = {
  input: actionInputs['resume-printer'],
  roles: ['staff', 'technician', 'installer', 'fleet'],
  async run(_, { printer }, signal) {
    const isResumed = await printer.resume(signal)
    await printer.refresh(signal)
    return isResumed ? done : refused('own-panel-only')
  },
}
