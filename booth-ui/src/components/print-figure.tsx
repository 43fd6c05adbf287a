import { type Figure, figures, PersonFigure } from './person-figure.tsx'
import './print-figure.css'

/**
 * Where a drawn head lies on a print of that size: about 70 % of an upright print, 60 % of a square one, as the
 * documents' bands have it. Millimetres; `scale` is mm per unit of the figure.
 */
export const figurePlacement = (widthMm: number, heightMm: number): { xMm: number; yMm: number; scale: number } => {
  const share = heightMm / widthMm > 1.15 ? 0.68 : 0.58
  const headMm = Math.min(heightMm * share, widthMm * 0.98)
  return { xMm: widthMm / 2, yMm: (heightMm - headMm) * 0.44, scale: headMm / 100 }
}

/** A print of a drawn person, in the true proportions of `widthMm` x `heightMm`. An ornament. */
export const PrintFigure = (props: {
  readonly widthMm: number
  readonly heightMm: number
  readonly colour: string
  readonly figure?: Figure
}) => {
  const place = () => figurePlacement(props.widthMm, props.heightMm)
  return (
    <svg class="print-figure" viewBox={`0 0 ${props.widthMm} ${props.heightMm}`} aria-hidden="true">
      <rect width={props.widthMm} height={props.heightMm} fill={props.colour} />
      <PersonFigure
        figure={props.figure ?? figures[0]}
        transform={`translate(${place().xMm} ${place().yMm}) scale(${place().scale})`}
      />
    </svg>
  )
}
