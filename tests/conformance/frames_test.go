package conformance

import (
	"math"
	"strings"
	"testing"

	"github.com/grafana/dataplane/sdata/numeric"
	"github.com/grafana/dataplane/sdata/timeseries"
	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
)

var byTeam = []any{"groupBy", []string{"team"}}

// missing stands for a null point.
var missing = math.NaN()

func TestTimeSeriesForAPanelAreWideAndHoldTheHandWorkedRatios(t *testing.T) {
	h := start(t, newSite(t))
	frames := framesOf(t, h.query(nil, ask(t, "A", formula("cost / jobs", byTeam...))), "A")
	if len(frames) != 1 {
		t.Fatalf("%d frames, a wide answer is one", len(frames))
	}
	checkMeta(t, frames, data.FrameTypeTimeSeriesWide)
	series := readSeries(t, frames)
	checkSeries(t, series["checkout"], 2.5, 1.5, 2.5)
	checkSeries(t, series["search"], 2, 4.5, missing) // 3 USD over no jobs is nothing, never Infinity
	for _, field := range frames[0].Fields[1:] {
		if field.Config == nil || field.Config.Unit != "suffix: USD / job" {
			t.Errorf("the unit of %v is %+v", field.Labels, field.Config)
		}
	}
}

func TestTimeSeriesForAnAlertRuleAreMultiAndLeaveOutWhatIsMissing(t *testing.T) {
	h := start(t, newSite(t))
	headers := map[string]string{"FromAlert": "true", "X-Cache-Skip": "true", "http_X-Rule-Uid": "r1"}
	frames := framesOf(t, h.query(headers, ask(t, "A", formula("cost / jobs", byTeam...))), "A")
	checkMeta(t, frames, data.FrameTypeTimeSeriesMulti)
	series := readSeries(t, frames)
	checkSeries(t, series["checkout"], 2.5, 1.5, 2.5)
	checkSeries(t, series["search"], 2, 4.5)
}

func TestPanelAndExpressionGetTheSameNumbers(t *testing.T) {
	h := start(t, newSite(t))
	query := ask(t, "A", formula("cost", byTeam...))
	wide := readSeries(t, framesOf(t, h.query(nil, query), "A"))
	multi := readSeries(t, framesOf(t, h.query(map[string]string{"http_X-Grafana-From-Expr": "true"}, query), "A"))
	for team, points := range wide {
		checkSeries(t, multi[team], present(points)...)
	}
	checkSeries(t, wide["checkout"], 12.5, 15, 20)
	checkSeries(t, wide["search"], 6, 9, 3)
}

func TestWithoutGroupsTheRatioIsThatOfTheSums(t *testing.T) {
	h := start(t, newSite(t))
	responses := h.query(nil,
		ask(t, "days", formula("cost / jobs")),
		ask(t, "range", formula("cost / jobs", "result", "numeric")),
	)
	checkSeries(t, readSeries(t, framesOf(t, responses, "days"))[""], 2.3125, 2, 3)
	checkNumber(t, readNumbers(t, framesOf(t, responses, "range"))[""], 2.375) // 66.50 / 28; the mean of the days is 2.4375
}

func TestNumbersForAThresholdAreOneFrameAGroup(t *testing.T) {
	h := start(t, newSite(t))
	headers := map[string]string{"FromAlert": "true"}
	frames := framesOf(t, h.query(headers, ask(t, "A", formula("cost / jobs", "result", "numeric", "groupBy", []string{"team"}))), "A")
	checkMeta(t, frames, data.FrameTypeNumericMulti)
	numbers := readNumbers(t, frames)
	checkNumber(t, numbers["checkout"], 47.5/23)
	checkNumber(t, numbers["search"], 3.6)
	for _, frame := range frames {
		// What Grafana's evaluation of conditions accepts without a Reduce.
		if len(frame.Fields) != 1 || frame.Fields[0].Type() != data.FieldTypeNullableFloat64 || frame.Fields[0].Len() != 1 {
			t.Errorf("not one nullable number: %s", table(frame))
		}
	}
}

func TestATableHasARowForEachGroupWithBilledBesideEffectiveCost(t *testing.T) {
	h := start(t, newSite(t))
	query := map[string]any{
		"formulas": []any{
			map[string]any{"name": "billed", "expression": "billed_cost"},
			map[string]any{"name": "effective", "expression": "effective_cost"},
		},
		"groupBy": []string{"team"},
		"result":  "table",
	}
	frames := framesOf(t, h.query(nil, ask(t, "A", query)), "A")
	if len(frames) != 1 {
		t.Fatalf("%d frames, a table is one", len(frames))
	}
	checkMeta(t, frames, data.FrameTypeTable)
	team, _ := frames[0].FieldByName("team")
	billed, _ := frames[0].FieldByName("billed")
	effective, _ := frames[0].FieldByName("effective")
	if team == nil || billed == nil || effective == nil {
		t.Fatalf("columns are missing: %s", table(frames[0]))
	}
	want := map[string][2]float64{"checkout": {52.5, 47.5}, "search": {21, 18}, "unattributed": {2, 1}}
	if team.Len() != len(want) {
		t.Errorf("%d rows: %s", team.Len(), table(frames[0]))
	}
	for row := range team.Len() {
		name, _ := team.ConcreteAt(row)
		checkNumber(t, floatAt(t, billed, row), want[name.(string)][0])
		checkNumber(t, floatAt(t, effective, row), want[name.(string)][1])
	}
	if billed.Config == nil || billed.Config.Unit != "currencyUSD" {
		t.Errorf("the unit of billed cost is %+v", billed.Config)
	}
}

func TestCostPerCustomerIsPerMonthWhateverTheGrain(t *testing.T) {
	h := start(t, newSite(t))
	// 62 customers are 2 customer months a day in March: 18.50 / 2, 24 / 2, 24 / 2; over the three days 66.50 / 6.
	responses := h.query(nil,
		ask(t, "days", formula("cost / customers")),
		ask(t, "range", formula("cost / customers", "result", "numeric")),
	)
	checkSeries(t, readSeries(t, framesOf(t, responses, "days"))[""], 9.25, 12, 12)
	checkNumber(t, readNumbers(t, framesOf(t, responses, "range"))[""], 66.5/6)
}

func TestSeveralFormulasAreToldApartByALabel(t *testing.T) {
	h := start(t, newSite(t))
	query := formula("cost")
	query["formulas"] = []any{map[string]any{"name": "all", "expression": "cost"}, map[string]any{"name": "half", "expression": "cost / 2"}}
	frames := framesOf(t, h.query(nil, ask(t, "A", query)), "A")
	found := map[string]bool{}
	for _, field := range frames[0].Fields[1:] {
		found[field.Labels["formula"]] = true
	}
	if !found["all"] || !found["half"] || len(found) != 2 {
		t.Errorf("labels formula: %v", found)
	}
	readSeries(t, frames)
}

func framesOf(t *testing.T, responses backend.Responses, refID string) data.Frames {
	t.Helper()
	response, ok := responses[refID]
	if !ok {
		t.Fatalf("refId %s was not answered", refID)
	}
	if response.Error != nil {
		t.Fatalf("refId %s failed: %v", refID, response.Error)
	}
	if response.Status != backend.StatusOK {
		t.Errorf("refId %s has status %d", refID, response.Status)
	}
	return response.Frames
}

func checkMeta(t *testing.T, frames data.Frames, want data.FrameType) {
	t.Helper()
	for _, frame := range frames {
		if frame.RefID != "A" {
			t.Errorf("a frame has refId %q", frame.RefID)
		}
		switch {
		case frame.Meta == nil:
			t.Errorf("a frame has no meta")
		case frame.Meta.Type != want || frame.Meta.TypeVersion != data.FrameTypeVersion{0, 1}:
			t.Errorf("a frame is %s %v", frame.Meta.Type, frame.Meta.TypeVersion)
		case frame.Meta.ExecutedQueryString == "":
			t.Errorf("a frame has no plan")
		case frame.Meta.Custom == nil:
			t.Errorf("a frame does not explain itself")
		}
	}
}

// readSeries reads as Grafana's expressions do: values by the label team, "" without one, a null as NaN.
func readSeries(t *testing.T, frames data.Frames) map[string][]float64 {
	t.Helper()
	for _, frame := range frames {
		if len(frame.Fields) > 0 && frame.Fields[0].Type() != data.FieldTypeTime {
			t.Fatalf("expressions refuse a time field of type %s", frame.Fields[0].Type())
		}
	}
	reader, err := timeseries.CollectionReaderFromFrames(frames)
	if err != nil {
		t.Fatal(err)
	}
	collection, err := reader.GetCollection(true)
	if err != nil {
		t.Fatal(err)
	}
	if len(collection.RemainderIndices) > 0 || collection.Warning != nil {
		t.Errorf("the data plane reader leaves %v, warns %v", collection.RemainderIndices, collection.Warning)
	}
	series := map[string][]float64{}
	for _, ref := range collection.Refs {
		length, err := ref.Len()
		if err != nil {
			t.Fatal(err)
		}
		points := make([]float64, length)
		for i := range points {
			at, value, err := ref.NullableFloat64Point(i)
			if err != nil {
				t.Fatal(err)
			}
			if at.UnixMilli() != firstDay+int64(i)*day {
				t.Errorf("point %d of %v is at %s", i, ref.GetLabels(), at)
			}
			points[i] = missing
			if value != nil {
				points[i] = *value
			}
		}
		series[ref.GetLabels()["team"]] = points
	}
	return series
}

func readNumbers(t *testing.T, frames data.Frames) map[string]float64 {
	t.Helper()
	reader, err := numeric.CollectionReaderFromFrames(frames)
	if err != nil {
		t.Fatal(err)
	}
	collection, err := reader.GetCollection(false) // numbers have no validation of their data in this reader
	if err != nil {
		t.Fatal(err)
	}
	if len(collection.RemainderIndices) > 0 || collection.Warning != nil {
		t.Errorf("the data plane reader leaves %v, warns %v", collection.RemainderIndices, collection.Warning)
	}
	numbers := map[string]float64{}
	for _, ref := range collection.Refs {
		value, _, err := ref.NullableFloat64Value()
		if err != nil {
			t.Fatal(err)
		}
		numbers[ref.GetLabels()["team"]] = missing
		if value != nil {
			numbers[ref.GetLabels()["team"]] = *value
		}
	}
	return numbers
}

func present(points []float64) []float64 {
	var found []float64
	for _, point := range points {
		if !math.IsNaN(point) {
			found = append(found, point)
		}
	}
	return found
}

func checkSeries(t *testing.T, got []float64, want ...float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("got %v, want %v", got, want)
		return
	}
	for i := range want {
		checkNumber(t, got[i], want[i])
	}
}

func checkNumber(t *testing.T, got float64, want float64) {
	t.Helper()
	if math.IsNaN(got) != math.IsNaN(want) || math.Abs(got-want) > 1e-9 {
		t.Errorf("got %v, want %v", got, want)
	}
}

func floatAt(t *testing.T, field *data.Field, row int) float64 {
	t.Helper()
	value, err := field.NullableFloatAt(row)
	if err != nil {
		t.Fatal(err)
	}
	if value == nil {
		return missing
	}
	return *value
}

func table(frame *data.Frame) string {
	text, err := frame.StringTable(-1, -1)
	if err != nil {
		return err.Error()
	}
	return "\n" + strings.TrimSpace(text)
}
