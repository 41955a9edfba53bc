export const helpText = `Unit Economics for Grafana: cost per unit from a bill and usage files.
Grafana starts this executable by itself; a person can ask it the same questions.

  query FORMULA [FORMULA …] --settings FILE [options]
      Cost per unit as a table; the same numbers as in a panel or an alert rule.
        --by DIMENSION[,DIMENSION]   a column per value (at most five dimensions)
        --where DIMENSION=VALUE[,…]  only these values; may be repeated
        --grain hour|day|week|month|quarter|year
                                     a line per bucket; without it one value over the range
        --result table|timeseries|numeric|legs|freshness|drivers|digest|evidence|marginal
                                     what to show; without it a table, or with --grain a line per bucket
        --compare previous|1mo|1y    what drivers and digest compare with; as many days before
        --per day|month|year|bucket  time basis of a cost per customer; month
        --from DATE --to DATE        range, the last day included; the last 12 months
        --incomplete mark|hide|include
                                     what to do with days that are not complete; mark
        --allocation direct|allocated|both
                                     costs as charged, with the shared costs that the settings allocate, or side by
                                     side; direct
        --limit N                    most groups, the others are folded; 50
        --format table|csv|json      table
  report --settings FILE [options]
      Every KPI of the settings over a month or a week, held against the one before: values, targets, what moved the cost
      and why. Writes files and prints their names.
        --period 2026-10|2026-W41    the last complete month
        --weekly                     the last complete week
        --by DIMENSION               the whole split by it, and a report for each of its values
        --movers DIMENSION[,…]       what the movers are told by; --by, then services
        --out DIRECTORY              where the files go; here
        --format md,html,csv,json    md,html
        --send NAME[,NAME]           to recipients of the settings, once for each period; then files only with --out or
                                     --format
        --dry-run                    shows what would be sent, and sends nothing
        --again                      sends also what was sent before
  check --settings FILE
      Looks at every entry of the settings: rows, dates, bad rows, and how to mend what is wrong.
  help
      This text.

FILE is YAML or JSON: the jsonData of the data source, or a Grafana provisioning file that holds it. Relative paths in it
start at its own directory.
`;
