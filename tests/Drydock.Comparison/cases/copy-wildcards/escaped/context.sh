echo s > 'lit*eral'
echo n > literal
echo b > 'open[close'
