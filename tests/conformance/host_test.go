// Package conformance drives the executable named by GPX as Grafana does, with go-plugin's client, and reads its answers
// with the decoders of Grafana's SDK and of the data plane contract.
package conformance

import (
	"bytes"
	"context"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/grpcplugin"
	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
)

const pluginID = "perunit-uniteconomics-datasource"

// host stands in for Grafana: one running plugin process and stubs of its services.
type host struct {
	t           *testing.T
	client      *plugin.Client
	protocol    plugin.ClientProtocol
	data        grpcplugin.DataClient
	diagnostics grpcplugin.DiagnosticsClient
	resource    grpcplugin.ResourceClient
	settings    string
	stderr      *syncBuffer
}

// start runs the executable with an empty environment but for what Grafana hands on. The settings are the data source's
// jsonData; only site may be read, and the plugin's cache lies beside it.
func start(t *testing.T, site site) *host {
	t.Helper()
	executable := os.Getenv("GPX")
	if executable == "" {
		t.Fatal("set GPX to the path of the executable, such as dist/gpx_uniteconomics_linux_amd64")
	}
	path, err := filepath.Abs(executable)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path)
	cmd.Env = []string{
		"GF_VERSION=12.4.0",
		"GF_EDITION=Open Source",
		"GF_PLUGIN_ALLOWED_PATHS=" + site.data,
		"GF_PLUGIN_CACHE_PATH=" + site.cache,
	}
	stderr := &syncBuffer{}
	unlimited := grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(math.MaxInt32), grpc.MaxCallSendMsgSize(math.MaxInt32))
	client := plugin.NewClient(&plugin.ClientConfig{
		Cmd: cmd,
		HandshakeConfig: plugin.HandshakeConfig{
			ProtocolVersion:  grpcplugin.ProtocolVersion,
			MagicCookieKey:   grpcplugin.MagicCookieKey,
			MagicCookieValue: grpcplugin.MagicCookieValue,
		},
		VersionedPlugins: map[int]plugin.PluginSet{
			grpcplugin.ProtocolVersion: {
				"data":        &grpcplugin.DataGRPCPlugin{},
				"diagnostics": &grpcplugin.DiagnosticsGRPCPlugin{},
				"resource":    &grpcplugin.ResourceGRPCPlugin{},
			},
		},
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
		SkipHostEnv:      true,
		Stderr:           stderr,
		Logger:           hclog.New(&hclog.LoggerOptions{Output: io.Discard}),
		GRPCDialOptions:  []grpc.DialOption{unlimited},
	})
	t.Cleanup(client.Kill)
	protocol, err := client.Client()
	if err != nil {
		t.Fatalf("the plugin did not start: %v\n%s", err, stderr)
	}
	return &host{
		t:           t,
		client:      client,
		protocol:    protocol,
		data:        dispense[grpcplugin.DataClient](t, protocol, "data"),
		diagnostics: dispense[grpcplugin.DiagnosticsClient](t, protocol, "diagnostics"),
		resource:    dispense[grpcplugin.ResourceClient](t, protocol, "resource"),
		settings:    site.settings,
		stderr:      stderr,
	}
}

func dispense[T any](t *testing.T, protocol plugin.ClientProtocol, name string) T {
	t.Helper()
	raw, err := protocol.Dispense(name)
	if err != nil {
		t.Fatal(err)
	}
	stub, ok := raw.(T)
	if !ok {
		t.Fatalf("%s is a %T", name, raw)
	}
	return stub
}

func (h *host) pluginContext() *pluginv2.PluginContext {
	return &pluginv2.PluginContext{
		OrgId:         1,
		PluginId:      pluginID,
		PluginVersion: "0.1.0",
		User:          &pluginv2.User{Login: "ada", Name: "Ada", Email: "ada@example.org", Role: "Viewer"},
		DataSourceInstanceSettings: &pluginv2.DataSourceInstanceSettings{
			Id:            7,
			Uid:           "uniteconomics",
			Name:          "Unit Economics",
			JsonData:      []byte(h.settings),
			LastUpdatedMS: 1_772_000_000_000,
		},
		GrafanaConfig: map[string]string{"GF_CONCURRENT_QUERY_COUNT": "10"},
	}
}

// query sends queries in one request, as a dashboard does, and decodes the answer with Grafana's SDK.
func (h *host) query(headers map[string]string, queries ...*pluginv2.DataQuery) backend.Responses {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	request := &pluginv2.QueryDataRequest{PluginContext: h.pluginContext(), Headers: headers, Queries: queries}
	response, err := h.data.QueryData(ctx, request)
	if err != nil {
		h.t.Fatalf("QueryData: %v\n%s", err, h.stderr)
	}
	decoded, err := backend.FromProto().QueryDataResponse(response)
	if err != nil {
		h.t.Fatalf("Grafana's SDK cannot decode the answer: %v", err)
	}
	return decoded.Responses
}

// kill ends the process as the system's OOM killer does.
func (h *host) kill() {
	h.t.Helper()
	process, err := os.FindProcess(h.client.ReattachConfig().Pid)
	if err != nil {
		h.t.Fatal(err)
	}
	if err := process.Kill(); err != nil {
		h.t.Fatal(err)
	}
}

// waitFor polls until the condition holds, for ten seconds at most.
func waitFor(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if holds() {
			return
		}
	}
	t.Fatalf("waited ten seconds for %s", what)
}

// syncBuffer collects what the process writes while the test reads it.
type syncBuffer struct {
	mutex  sync.Mutex
	buffer bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.buffer.Write(p)
}

func (b *syncBuffer) String() string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.buffer.String()
}
