package main

import (
	"fmt"
	"os"
	"sort"

	"example.com/application/model"
)

func main() {
	orders := []model.Order{{Name: "report", Count: len(os.Args)}, {Name: "keel", Count: 1}}
	sort.Slice(orders, func(i, j int) bool { return orders[i].Name < orders[j].Name })
	for _, order := range orders {
		fmt.Println(order)
	}
}
