package model

import "testing"

func TestOrderSaysCountAndName(t *testing.T) {
	if got := (Order{Name: "plank", Count: 3}).String(); got != "3 × plank" {
		t.Fatal(got)
	}
}
