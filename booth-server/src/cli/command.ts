import { Command, InvalidArgumentError } from 'commander'

/** Ends the program with exit code 2, the reason on stderr. */
export const fail = (message: string): never => {
  process.stderr.write(`${message}\n`)
  process.exit(2)
}

/** A command with our contract: help on stdout with exit code 0, whatever was typed wrong on stderr with exit code 2. */
export const createCommand = (name: string, summary: string): Command =>
  new Command(`npm run ${name} --`)
    .description(summary)
    .helpOption('-h, --help', 'shows this')
    .helpCommand(false)
    .showHelpAfterError('Add --help for the options.')
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))

/** Runs what was typed; what goes wrong ends with exit code 2, the reason on stderr. */
export const runCommand = async (command: Command, argv: readonly string[] = process.argv): Promise<void> => {
  try {
    await command.parseAsync([...argv])
  } catch (error) {
    fail((error as Error).message)
  }
}

/** Parses a number from `min` to `max`, ends included. */
export const numberWithin =
  (min: number, max: number, isWhole = false) =>
  (text: string): number => {
    const value = text.trim() === '' ? Number.NaN : Number(text)
    if (value >= min && value <= max && (!isWhole || Number.isInteger(value))) return value
    throw new InvalidArgumentError(`Expected a ${isWhole ? 'whole ' : ''}number from ${min} to ${max}.`)
  }

/** Parses names between commas, each of which must be known. */
export const listOf =
  <T extends string>(known: readonly T[]) =>
  (text: string): T[] =>
    text
      .split(',')
      .filter((name) => name !== '')
      .map((name) => {
        const found = known.find((each) => each === name)
        if (found === undefined) throw new InvalidArgumentError(`Expected some of ${known.join(', ')}, by comma.`)
        return found
      })
