// Asks robfig/cron and gorhill/cronexpr for the sequence that schedd-bench asks for, and prints rows in its columns.
//
// Both are read from the system's Go packages; scripts/compare says how.
package main

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"hash/fnv"
	"os"
	"sort"
	"strings"
	"syscall"
	"time"
	"unsafe"

	"github.com/gorhill/cronexpr"
	"github.com/robfig/cron"
)

const (
	start           = 1767225600 // 2026-01-01T00:00:00Z
	end             = 4102444800 // 2100-01-01T00:00:00Z
	longestSequence = 300
)

type schedule interface{ Next(time.Time) time.Time }

type parse func(expr string) (schedule, error)

var peers = []struct {
	name  string
	parse parse
}{
	{"robfig", func(expr string) (schedule, error) {
		fields := cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow
		if len(strings.Fields(expr)) == 6 {
			fields |= cron.Second
		}
		return cron.NewParser(fields).Parse(expr)
	}},
	{"gorhill", func(expr string) (schedule, error) {
		// It reads six fields as five and a year; seconds need the year as well.
		if len(strings.Fields(expr)) == 6 {
			expr += " *"
		}
		return cronexpr.Parse(expr)
	}},
}

// The processor time of this process, its collector included.
func processorTime() int64 {
	var ts syscall.Timespec
	syscall.RawSyscall(syscall.SYS_CLOCK_GETTIME, 2, uintptr(unsafe.Pointer(&ts)), 0)
	return ts.Nano()
}

// The median of seven rounds of at least five milliseconds.
func nanoseconds(calls int, batch func()) float64 {
	measure := func(batches int) int64 {
		before := processorTime()
		for i := 0; i < batches; i++ {
			batch()
		}
		return processorTime() - before
	}
	batches := 1
	for measure(batches) < 5_000_000 {
		batches *= 2
	}
	rounds := []float64{}
	for i := 0; i < 7; i++ {
		rounds = append(rounds, float64(measure(batches))/float64(batches*calls))
	}
	sort.Float64s(rounds)
	return rounds[3]
}

func answers(s schedule, at time.Time) (seconds []int64, stuck bool) {
	for len(seconds) < longestSequence {
		next := s.Next(at)
		if next.IsZero() || next.Unix() >= end {
			break
		}
		if !next.After(at) {
			return seconds, true
		}
		seconds = append(seconds, next.Unix())
		at = next
	}
	return seconds, false
}

func main() {
	out := csv.NewWriter(os.Stdout)
	out.Write([]string{"peer", "expr", "zone", "ns_per_next", "cold_ns", "answers"})
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		pair := strings.Split(lines.Text(), "\t")
		location, err := time.LoadLocation(pair[1])
		if err != nil {
			panic(err)
		}
		first := time.Unix(start, 0).In(location)
		for _, peer := range peers {
			s, err := peer.parse(pair[0])
			if err != nil {
				out.Write([]string{peer.name, pair[0], pair[1], "", "", "refuses it"})
				continue
			}
			sequence, stuck := answers(s, first)
			if stuck || len(sequence) == 0 {
				out.Write([]string{peer.name, pair[0], pair[1], "", "", "answers no later instant"})
				continue
			}
			warm := nanoseconds(len(sequence), func() {
				at := first
				for range sequence {
					at = s.Next(at)
				}
			})
			cold := nanoseconds(1, func() {
				location, _ := time.LoadLocation(pair[1])
				s, _ := peer.parse(pair[0])
				s.Next(time.Unix(start, 0).In(location))
			})
			hash := fnv.New64a()
			for _, second := range sequence {
				fmt.Fprintf(hash, "%d\n", second)
			}
			out.Write([]string{
				peer.name, pair[0], pair[1],
				fmt.Sprintf("%.1f", warm), fmt.Sprintf("%.0f", cold), fmt.Sprintf("%016x", hash.Sum64()),
			})
		}
	}
	out.Flush()
}
