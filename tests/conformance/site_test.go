package conformance

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
)

// site is one data source: its files, its cache and its settings.
type site struct {
	data     string
	cache    string
	settings string
}

// Three days of March 2026, EffectiveCost in USD. BilledCost is one more for each charge, so that the two cannot be mistaken.
//
//	day    checkout        search   untagged   all    jobs: checkout  search  all   customers
//	1st    10 + 2.50       6                   18.50        5         3        8    62
//	2nd    15              9                   24          10         2       12    62
//	3rd    21 - 1          3        1          24           8         0        8    62
//	all    47.50           18       1          66.50       23         5       28
const focusCSV = `BillingAccountId,BilledCost,EffectiveCost,ListCost,ContractedCost,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,ChargePeriodStart,ChargePeriodEnd,ChargeCategory,ChargeDescription,ServiceName,SubAccountId,RegionId,Tags
001,11,10,12,10,USD,2026-03-01T00:00:00Z,2026-04-01T00:00:00Z,2026-03-01T00:00:00Z,2026-03-02T00:00:00Z,Usage,Compute,Amazon EC2,0042,eu-west-1,"{""team"":""checkout""}"
001,3.50,2.50,3,2.50,USD,2026-03-01T00:00:00Z,2026-04-01T00:00:00Z,2026-03-01T00:00:00Z,2026-03-02T00:00:00Z,Usage,Storage,Amazon S3,0042,eu-west-1,"{""team"":""checkout""}"
001,7,6,7,6,USD,2026-03-01T00:00:00Z,2026-04-01T00:00:00Z,2026-03-01T00:00:00Z,2026-03-02T00:00:00Z,Usage,Compute,Amazon EC2,0043,eu-west-1,"{""team"":""search""}"
001,16,15,18,15,USD,2026-03-01T00:00:00Z,2026-04-01T00:00:00Z,2026-03-02T00:00:00Z,2026-03-03T00:00:00Z,Usage,Compute,Amazon EC2,0042,eu-west-1,"{""team"":""checkout""}"
001,10,9,10,9,USD,2026-03-01T00:00:00Z,2026-04-01T00:00:00Z,2026-03-02T00:00:00Z,2026-03-03T00:00:00Z,Usage,Compute,Amazon EC2,0043,eu-west-1,"{""team"":""search""}"
001,22,21,25,21,USD,2026-03-01T00:00:00Z,2026-04-01T00:00:00Z,2026-03-03T00:00:00Z,2026-03-04T00:00:00Z,Usage,Compute,Amazon EC2,0042,eu-west-1,"{""team"":""checkout""}"
001,0,-1,0,0,USD,2026-03-01T00:00:00Z,2026-04-01T00:00:00Z,2026-03-03T00:00:00Z,2026-03-04T00:00:00Z,Credit,Goodwill,Amazon EC2,0042,eu-west-1,"{""team"":""checkout""}"
001,4,3,4,3,USD,2026-03-01T00:00:00Z,2026-04-01T00:00:00Z,2026-03-03T00:00:00Z,2026-03-04T00:00:00Z,Usage,Compute,Amazon EC2,0043,eu-west-1,"{""team"":""search""}"
001,2,1,1,1,USD,2026-03-01T00:00:00Z,2026-04-01T00:00:00Z,2026-03-03T00:00:00Z,2026-03-04T00:00:00Z,Usage,Transfer,Amazon VPC,0042,eu-west-1,{}
`

const jobsCSV = `day,squad,jobs
2026-03-01,checkout,5
2026-03-01,search,3
2026-03-02,checkout,10
2026-03-02,search,2
2026-03-03,checkout,8
2026-03-03,search,0
`

const customersCSV = `date,value
2026-03-01,62
2026-03-02,62
2026-03-03,62
`

// Milliseconds: the days of the fixture, from the first to the start of the fourth.
const (
	day       = int64(86_400_000)
	firstDay  = int64(1_772_323_200_000) // 2026-03-01T00:00:00Z
	afterLast = firstDay + 3*day
)

// newSite writes the fixture. Further metrics come on top of its own.
func newSite(t *testing.T, metrics ...map[string]any) site {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s := site{data: filepath.Join(root, "billing"), cache: filepath.Join(root, "cache")}
	write(t, filepath.Join(s.data, "focus", "march.csv"), focusCSV)
	write(t, filepath.Join(s.data, "usage", "jobs.csv"), jobsCSV)
	write(t, filepath.Join(s.data, "usage", "customers.csv"), customersCSV)
	all := append([]map[string]any{
		{
			"name": "jobs", "title": "Jobs", "connection": "exports", "location": "usage/jobs.csv", "dateColumn": "day", "valueColumn": "jobs",
			"dimensions": map[string]any{"team": "squad"}, "unit": "job", "additivity": "additive", "until": "2026-03-03",
		},
		{
			"name": "customers", "connection": "exports", "location": "usage/customers.csv",
			"unit": "customer", "additivity": "distinct", "until": "2026-03-03",
		},
	}, metrics...)
	settings, err := json.Marshal(map[string]any{
		"schemaVersion": 1,
		"connections":   []any{map[string]any{"name": "exports", "type": "files", "path": s.data}},
		"costs": []any{
			map[string]any{"name": "cloud", "connection": "exports", "format": "focus", "location": "focus/*.csv", "until": "2026-03-03"},
			map[string]any{"name": "large", "connection": "exports", "format": "focus", "location": "large/*.csv", "until": "2026-03-03", "inTotal": false},
		},
		"metrics":    all,
		"dimensions": []any{map[string]any{"name": "team", "from": []string{"tag:team"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	s.settings = string(settings)
	return s
}

func write(t *testing.T, path string, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// Enough charges that a first query takes a second or more: 0.50 each, together 300,000.
const (
	largeCharges = 600_000
	largeSum     = 300_000.0
)

// addLargeDataset fills the cost dataset large.
func (s site) addLargeDataset(t *testing.T) {
	t.Helper()
	path := filepath.Join(s.data, "large", "charges.csv")
	write(t, path, "")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	out := bufio.NewWriter(file)
	fmt.Fprintln(out, "BilledCost,EffectiveCost,BillingCurrency,ChargePeriodStart,ChargePeriodEnd,ChargeCategory,ServiceName,ResourceId,Tags")
	for i := range largeCharges {
		d := i%3 + 1
		fmt.Fprintf(out, "0.5,0.5,USD,2026-03-%02dT00:00:00Z,2026-03-%02dT00:00:00Z,Usage,Amazon EC2,i-%07x,\"{\"\"team\"\":\"\"t%d\"\",\"\"pod\"\":\"\"p%d\"\"}\"\n", d, d+1, i, i%40, i%9973)
	}
	if err := out.Flush(); err != nil {
		t.Fatal(err)
	}
}

// ask makes a query over the three days of the fixture.
func ask(t *testing.T, refID string, query map[string]any) *pluginv2.DataQuery {
	t.Helper()
	// Grafana's own keys come along in every query.
	query["refId"] = refID
	query["datasource"] = map[string]any{"type": pluginID, "uid": "uniteconomics"}
	query["datasourceId"] = 7
	query["intervalMs"] = 3_600_000
	query["maxDataPoints"] = 1000
	raw, err := json.Marshal(query)
	if err != nil {
		t.Fatal(err)
	}
	return &pluginv2.DataQuery{
		RefId:         refID,
		MaxDataPoints: 1000,
		IntervalMS:    3_600_000,
		TimeRange:     &pluginv2.TimeRange{FromEpochMS: firstDay, ToEpochMS: afterLast},
		Json:          raw,
	}
}

// formula is the shortest query: one expression by day, with further keys in pairs.
func formula(expression string, more ...any) map[string]any {
	query := map[string]any{"formulas": []any{map[string]any{"expression": expression}}, "grain": "day"}
	for i := 0; i+1 < len(more); i += 2 {
		query[more[i].(string)] = more[i+1]
	}
	return query
}
