/** Nobody: a drawn person that the models take for one, 900 x 1100 units. For rehearsals and the README's pictures. */
export const drawnSitterSvg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 1100">
  <rect width="900" height="1100" fill="#cfd2d6"/>
  <g transform="translate(135 150) scale(0.7)">
    <path d="M232 470C200 250 300 110 450 110s250 140 218 360l-40 60H272Z" fill="#3b271a"/>
    <path d="M-140 1400C-100 1010 160 930 360 866h180c200 64 460 144 500 534Z" fill="#2b3a55"/>
    <path d="M362 660v220q88 80 176 0V660Z" fill="#d3a17c"/>
    <path d="M450 208c160 0 205 142 196 292-10 150-86 252-196 252S264 650 254 500c-9-150 36-292 196-292Z" fill="#ecc3a0"/>
    <path d="M262 400c20-150 90-210 188-210s168 60 188 210c-60-90-110-110-188-110s-128 20-188 110Z" fill="#3b271a"/>
    <g fill="#fff"><ellipse cx="370" cy="470" rx="36" ry="17"/><ellipse cx="530" cy="470" rx="36" ry="17"/></g>
    <g fill="#3a2618"><circle cx="370" cy="470" r="15"/><circle cx="530" cy="470" r="15"/></g>
    <g stroke="#3b271a" stroke-width="12" fill="none" stroke-linecap="round"><path d="M325 428q45-24 92-4M483 424q47-20 92 4"/></g>
    <path d="M450 480c-10 60-30 90-22 104q22 16 44 0" fill="none" stroke="#000" stroke-opacity=".28" stroke-width="5"/>
    <path d="M385 650q65 18 130 0-65 42-130 0Z" fill="#a5484a"/>
  </g>
</svg>`
