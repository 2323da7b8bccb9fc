package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func get(t *testing.T, path string) (int, string) {
	t.Helper()
	h, err := handler()
	if err != nil {
		t.Fatal(err)
	}
	answer := httptest.NewRecorder()
	h.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, path, nil))
	return answer.Code, answer.Body.String()
}

func TestVersion(t *testing.T) {
	version = "9.9.9"
	if code, body := get(t, "/version"); code != http.StatusOK || body != "9.9.9\n" {
		t.Errorf("got %d %q", code, body)
	}
}

func TestPageHasItsVersion(t *testing.T) {
	code, body := get(t, "/")
	if code != http.StatusOK || !strings.Contains(body, "Notes") {
		t.Errorf("got %d %q", code, body)
	}
	if strings.Contains(body, "@VERSION@") {
		t.Error("the front end was not built")
	}
}
