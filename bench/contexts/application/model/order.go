// Package model has what the three programs share.
package model

import "fmt"

// Order is a number of one thing.
type Order struct {
	Name  string
	Count int
}

// String says it in words.
func (o Order) String() string { return fmt.Sprintf("%d × %s", o.Count, o.Name) }
