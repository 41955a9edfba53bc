package conformance

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

func TestItStartsAsGrafanaStartsPluginsAndIsServing(t *testing.T) {
	h := start(t, newSite(t))
	if version := h.client.NegotiatedVersion(); version != 2 {
		t.Errorf("negotiated version %d", version)
	}
	if protocol := h.client.Protocol(); protocol != plugin.ProtocolGRPC {
		t.Errorf("protocol %s", protocol)
	}
	if err := h.protocol.Ping(); err != nil {
		t.Errorf("health of plugin: %v", err)
	}
}

func TestTheHealthTestSaysWhatWasFound(t *testing.T) {
	site := newSite(t)
	write(t, site.data+"/large/one.csv", "BilledCost,EffectiveCost,BillingCurrency,ChargePeriodStart,ChargePeriodEnd,ChargeCategory\n1,1,USD,2026-03-01T00:00:00Z,2026-03-02T00:00:00Z,Usage\n")
	health := start(t, site).health()
	if health.Status != backend.HealthStatusOk {
		t.Errorf("status %s: %s", health.Status, health.Message)
	}
	var details map[string]any
	if err := json.Unmarshal(health.JSONDetails, &details); err != nil {
		t.Fatalf("the details are no JSON object: %v", err)
	}
	for _, name := range []string{"cloud", "jobs", "customers"} {
		if !strings.Contains(string(health.JSONDetails), name) {
			t.Errorf("the details do not name %s: %s", name, health.JSONDetails)
		}
	}
}

func TestABadEntryFailsTheHealthTestByNameAndCostsItselfOnly(t *testing.T) {
	h := start(t, newSite(t, map[string]any{
		"name": "broken", "connection": "exports", "location": "usage/jobs.csv", "unit": "job",
		"additivity": "distinct", "aggregate": map[string]any{"time": "sum"},
	}))
	health := h.health()
	if health.Status != backend.HealthStatusError {
		t.Errorf("status %s", health.Status)
	}
	if !strings.Contains(health.Message+string(health.JSONDetails), "broken") {
		t.Errorf("the entry is not named: %s", health.Message)
	}
	responses := h.query(nil, ask(t, "good", formula("cost / jobs")), ask(t, "bad", formula("cost / broken")))
	framesOf(t, responses, "good")
	checkError(t, responses["bad"], backend.StatusBadRequest, "broken")
}

func (h *host) health() *backend.CheckHealthResult {
	h.t.Helper()
	response, err := h.diagnostics.CheckHealth(context.Background(), &pluginv2.CheckHealthRequest{PluginContext: h.pluginContext()})
	if err != nil {
		h.t.Fatal(err)
	}
	return backend.FromProto().CheckHealthResponse(response)
}

func TestMetricsCountWhatWasAsked(t *testing.T) {
	h := start(t, newSite(t))
	h.query(nil, ask(t, "A", formula("cost")))
	h.query(nil, ask(t, "A", formula("cost +")))
	for _, line := range []string{
		`grafana_plugin_request_total{endpoint="queryData",status="ok",status_source="plugin"} 1`,
		`grafana_plugin_request_total{endpoint="queryData",status="error",status_source="downstream"} 1`,
	} {
		if metrics := h.metrics(); !strings.Contains(metrics, line+"\n") {
			t.Errorf("no line %s", line)
		}
	}
}

func (h *host) metrics() string {
	h.t.Helper()
	response, err := h.diagnostics.CollectMetrics(context.Background(), &pluginv2.CollectMetricsRequest{PluginContext: h.pluginContext()})
	if err != nil {
		h.t.Fatal(err)
	}
	return string(response.GetMetrics().GetPrometheus())
}

func TestAViewerReadsTheCatalogAndNothingElse(t *testing.T) {
	h := start(t, newSite(t))
	catalog := h.call("GET", "catalog")
	if catalog.Status != 200 || !strings.HasPrefix(contentType(catalog), "application/json") {
		t.Errorf("status %d, %s", catalog.Status, contentType(catalog))
	}
	var parsed struct {
		Metrics []struct {
			Name string `json:"name"`
		} `json:"metrics"`
	}
	if err := json.Unmarshal(catalog.Body, &parsed); err != nil || len(parsed.Metrics) != 2 || parsed.Metrics[0].Name != "jobs" {
		t.Errorf("%v: %s", err, catalog.Body)
	}
	for path, want := range map[string]int{"nowhere": 404, "../etc/passwd": 404} {
		if response := h.call("GET", path); response.Status != want || message(response) == "" {
			t.Errorf("GET %s: %d %s", path, response.Status, response.Body)
		}
	}
	if response := h.call("DELETE", "catalog"); response.Status != 405 || message(response) == "" {
		t.Errorf("DELETE catalog: %d %s", response.Status, response.Body)
	}
}

func (h *host) call(method string, path string) *backend.CallResourceResponse {
	h.t.Helper()
	stream, err := h.resource.CallResource(context.Background(), &pluginv2.CallResourceRequest{
		PluginContext: h.pluginContext(), Method: method, Path: path, Url: path,
	})
	if err != nil {
		h.t.Fatal(err)
	}
	response, err := stream.Recv()
	if err != nil {
		h.t.Fatal(err)
	}
	if _, err := stream.Recv(); !errors.Is(err, io.EOF) {
		h.t.Errorf("after the response: %v", err)
	}
	return backend.FromProto().CallResourceResponse(response)
}

func contentType(response *backend.CallResourceResponse) string {
	return strings.Join(response.Headers["Content-Type"], ",")
}

func message(response *backend.CallResourceResponse) string {
	var body struct {
		Message string `json:"message"`
	}
	if err := json.Unmarshal(response.Body, &body); err != nil {
		return ""
	}
	return body.Message
}

func TestEachRefIDFailsByItselfInWordsThatNameTheThing(t *testing.T) {
	h := start(t, newSite(t))
	long := ask(t, "long", formula("cost"))
	long.Json = append(long.Json, []byte(strings.Repeat(" ", 2<<20))...)
	nowhen := ask(t, "when", formula("cost"))
	nowhen.TimeRange = nil
	responses := h.query(nil,
		ask(t, "good", formula("cost / jobs")),
		ask(t, "name", formula("cost / jobz")),
		ask(t, "syntax", formula("cost / (jobs")),
		ask(t, "unit", formula("cost + jobs")),
		ask(t, "key", formula("cost", "colour", "red")),
		long,
		nowhen,
	)
	checkSeries(t, readSeries(t, framesOf(t, responses, "good"))[""], 2.3125, 2, 3)
	checkError(t, responses["name"], backend.StatusBadRequest, "jobz")
	checkError(t, responses["syntax"], backend.StatusBadRequest, "position")
	checkError(t, responses["unit"], backend.StatusBadRequest, "USD")
	checkError(t, responses["key"], backend.StatusBadRequest, "colour")
	checkError(t, responses["long"], 413, "1 MiB")
	checkError(t, responses["when"], backend.StatusBadRequest, "time range")
	if len(responses) != 7 {
		t.Errorf("%d answers to 7 queries", len(responses))
	}
}

// checkError wants a downstream error, which is how Grafana counts what is not the plugin's fault.
func checkError(t *testing.T, response backend.DataResponse, status backend.Status, words string) {
	t.Helper()
	if response.Error == nil || !strings.Contains(response.Error.Error(), words) {
		t.Errorf("no word of %q in the error %v", words, response.Error)
	}
	if response.Status != status || response.ErrorSource != backend.ErrorSourceDownstream {
		t.Errorf("status %d, source %s, want %d from downstream: %v", response.Status, response.ErrorSource, status, response.Error)
	}
}

func TestARequestOfTwentyMebibytesIsRefusedAndTheNextOneAnswered(t *testing.T) {
	h := start(t, newSite(t))
	huge := ask(t, "A", formula("cost"))
	huge.Json = append(huge.Json, []byte(strings.Repeat(" ", 20<<20))...)
	_, err := h.data.QueryData(context.Background(), &pluginv2.QueryDataRequest{PluginContext: h.pluginContext(), Queries: []*pluginv2.DataQuery{huge}})
	if status.Code(err) != codes.ResourceExhausted {
		t.Errorf("got %v", err)
	}
	checkSeries(t, readSeries(t, framesOf(t, h.query(nil, ask(t, "A", formula("cost"))), "A"))[""], 18.5, 24, 24)
}

// slow is a query whose first run has to read all of the large dataset.
func slow(t *testing.T) *pluginv2.DataQuery {
	return ask(t, "A", formula("large.effective_cost", "result", "numeric"))
}

func TestCancellingInGrafanaCancelsTheWork(t *testing.T) {
	site := newSite(t)
	site.addLargeDataset(t)
	h := start(t, site)
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	_, err := h.data.QueryData(ctx, &pluginv2.QueryDataRequest{PluginContext: h.pluginContext(), Queries: []*pluginv2.DataQuery{slow(t)}})
	if code := status.Code(err); code != codes.DeadlineExceeded && code != codes.Canceled {
		t.Fatalf("the query was over before it could be cancelled: %v", err)
	}
	waitFor(t, "the query to be counted as cancelled", func() bool {
		return strings.Contains(h.metrics(), `grafana_plugin_request_total{endpoint="queryData",status="cancelled",status_source="downstream"} 1`)
	})
	checkNumber(t, readNumbers(t, framesOf(t, h.query(nil, slow(t)), "A"))[""], largeSum)
}

func TestAfterBeingKilledInMidQueryANewProcessAnswersFromTheSameCache(t *testing.T) {
	site := newSite(t)
	site.addLargeDataset(t)
	first := start(t, site)
	failed := make(chan error, 1)
	go func() {
		_, err := first.data.QueryData(context.Background(), &pluginv2.QueryDataRequest{PluginContext: first.pluginContext(), Queries: []*pluginv2.DataQuery{slow(t)}})
		failed <- err
	}()
	time.Sleep(250 * time.Millisecond)
	first.kill()
	if err := <-failed; status.Code(err) != codes.Unavailable {
		t.Fatalf("the query was not under way when the process was killed: %v", err)
	}
	second := start(t, site)
	checkNumber(t, readNumbers(t, framesOf(t, second.query(nil, slow(t)), "A"))[""], largeSum)
}

func TestTheControllersShutdownEndsTheProcessWithinTwoSeconds(t *testing.T) {
	h := start(t, newSite(t))
	h.query(nil, ask(t, "A", formula("cost")))
	began := time.Now()
	if err := h.protocol.Close(); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the process to end", h.client.Exited)
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("it took %s", took)
	}
}

func TestEveryLineOfTheLogIsOneThatGrafanaParses(t *testing.T) {
	h := start(t, newSite(t))
	h.query(nil, ask(t, "A", formula("cost / jobz")))
	h.call("GET", "nowhere")
	sixDigits := regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$`)
	for line := range strings.Lines(h.stderr.String()) {
		var entry struct {
			Level     string `json:"@level"`
			Message   string `json:"@message"`
			Timestamp string `json:"@timestamp"`
		}
		if err := json.Unmarshal([]byte(line), &entry); err != nil || entry.Message == "" || !sixDigits.MatchString(entry.Timestamp) {
			t.Errorf("%v: %s", err, line)
		}
		if strings.Contains(line, "jobz\"") && entry.Level != "debug" {
			t.Errorf("a user's mistake is logged at %s", entry.Level)
		}
	}
	waitFor(t, "a log line about the query", func() bool { return strings.Contains(h.stderr.String(), "jobz") })
}
