import { colourDistance, hasBackdrop } from '../backdrop.ts'
import { labOf, meanColour, rgbOfHex } from '../region.ts'
import { judge, notMeasured, OWN, type Rule } from '../rule.ts'

/**
 * Authorities name colours without values: within `PASS` anyone would use the same name, within `DOUBTFUL` some would.
 */
const PASS = 14
const DOUBTFUL = 24
/** What still counts as light. */
const LIGHT = { lightness: 72, chroma: 25 }

/** Distance from the nearest colour that the document allows; 0 = that colour. */
export const backgroundColour: Rule<'background-colour'> = {
  id: 'background-colour',
  source: `the document’s colours, their sRGB values and the distance being ${OWN}`,
  evaluate: ({ sample, backdropColour, document }) => {
    const replaced = backdropColour === null ? null : rgbOfHex(backdropColour)
    if (!replaced && !hasBackdrop(sample)) return notMeasured(backgroundColour)
    const seen = labOf(replaced ?? meanColour(sample.rgb, sample.backdrop))
    const nearest = (options: typeof document.backgrounds) =>
      Math.min(...options.map(({ colour }) => colourDistance(seen, labOf(rgbOfHex(colour)))))
    const listed = nearest(document.backgrounds)
    const [lightness, a, b] = seen
    const beyondLight = Math.hypot(
      Math.max(0, LIGHT.lightness - lightness),
      Math.max(0, Math.hypot(a, b) - LIGHT.chroma),
    )
    const allowed = { listed, light: Math.min(listed, beyondLight), plain: 0 }[document.backgroundRule]
    const refused =
      document.refusedBackgrounds.length === 0 ? Number.POSITIVE_INFINITY : nearest(document.refusedBackgrounds)
    // Nearer to a colour that the authority names as refused than to any that it allows: it would be called that.
    const isRefused = refused < Math.min(listed, PASS)
    return judge(backgroundColour, {
      value: isRefused ? DOUBTFUL + PASS - refused : allowed,
      unit: 'Lab',
      gate: { pass: { max: PASS }, warn: { max: DOUBTFUL } },
      hints: { high: 'background-colour' },
    })
  },
}
